using Microsoft.Extensions.Options;

namespace Platform.Validation.DataSets;

internal sealed class PlatformValidationDataSetsOptionsValidator : IValidateOptions<PlatformValidationDataSetsOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformValidationDataSetsOptions options)
    {
        string?[] failures =
        [
            options.BatchSize is < 1 or > 65_536 ? $"BatchSize is {options.BatchSize}; it is from 1 to 65,536." : null,
            options.MaxKeysInMemory < 1 ? $"MaxKeysInMemory is {options.MaxKeysInMemory}; it is 1 or more." : null,
            options.CheckpointEvery < 1 ? $"CheckpointEvery is {options.CheckpointEvery}; it is 1 or more." : null,
            options.ProgressEvery < 1 ? $"ProgressEvery is {options.ProgressEvery}; it is 1 or more." : null,
            options.MaxDegreeOfParallelism is < 0 or > 1_024 ? $"MaxDegreeOfParallelism is {options.MaxDegreeOfParallelism}; it is from 0, for as many as there are processors, to 1,024." : null,
            options.MaxValueLength is < 1 or > 65_536 ? $"MaxValueLength is {options.MaxValueLength}; it is from 1 to 65,536." : null,
        ];
        var found = failures.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }
}
