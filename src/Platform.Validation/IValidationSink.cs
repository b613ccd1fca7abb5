namespace Platform.Validation;

/// <summary>Takes failures as they are found, where a list is not wanted: a response that is being written, a log, a counter.</summary>
public interface IValidationSink
{
    /// <summary>Takes one failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>Whether more are wanted; <see langword="false"/> ends the validation.</returns>
    bool Add(in ValidationFailure failure);
}
