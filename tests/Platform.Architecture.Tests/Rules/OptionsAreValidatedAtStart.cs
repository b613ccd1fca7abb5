using System.Reflection;
using Microsoft.Extensions.Options;
using Mono.Cecil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 5. Public options have a validator in their own package, their defaults pass it, and whatever registers them has them
/// validated when the host starts, not when the first request needs them.
/// </summary>
internal static class OptionsAreValidatedAtStart
{
    public static IEnumerable<Violation> Check(Package package) => OptionsOf(package).SelectMany(options => Check(package, options));

    private static IEnumerable<Violation> Check(Package package, Type options)
    {
        if (options.GetConstructor(Type.EmptyTypes) is null)
        {
            yield return new Violation(options.FullName!, "has no constructor without parameters, so it cannot have defaults.");
            yield break;
        }

        var validators = ValidatorsOf(package, options).ToList();
        if (validators is [])
            yield return new Violation(options.FullName!, $"has no IValidateOptions<{options.Name}> in {package.Name}.");
        foreach (var refusal in validators.Select(validator => RefusalOfDefaults(validator, options)).OfType<string>())
            yield return new Violation(options.FullName!, refusal);

        var registration = StartupRegistration.Find(package.Assembly.Loaded, options);
        if (!registration.ValidatesAtStart && !(registration.MayBeOneThatCannotBeTried && SaysValidateOnStart(package, options)))
            yield return new Violation(options.FullName!, $"is not validated when the host starts: {registration.Reason}");
        else if (package.Name.IsCore && registration.RefusalWithNoConfiguration is { } refusal)
            yield return new Violation(options.FullName!, $"does not start with no configuration at all: {refusal}");
    }

    /// <summary>For registrations that need something a test cannot make up, such as a live connection, the compiled call must do as proof.</summary>
    private static bool SaysValidateOnStart(Package package, Type options) => package.Assembly.Bodies().SelectMany(method => method.Calls())
        .OfType<GenericInstanceMethod>()
        .Any(call => call.Name is "ValidateOnStart" or "AddOptionsWithValidateOnStart" && call.GenericArguments[0].FullName == options.FullName);

    private static IEnumerable<Type> OptionsOf(Package package) =>
        package.Assembly.Types.Any(type => IsOptionsName(type.Name))
            ? package.Assembly.Loaded.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && IsOptionsName(type.Name))
            : [];

    private static bool IsOptionsName(string name) =>
        name.StartsWith("Platform", StringComparison.Ordinal) && name.EndsWith("Options", StringComparison.Ordinal);

    private static IEnumerable<Type> ValidatorsOf(Package package, Type options) => package.Assembly.Loaded.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IValidateOptions<>).MakeGenericType(options).IsAssignableFrom(type));

    /// <summary>A validator that asks the container for something is run by the registration instead.</summary>
    private static string? RefusalOfDefaults(Type validator, Type options)
    {
        if (validator.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is null)
            return null;
        var validate = typeof(IValidateOptions<>).MakeGenericType(options).GetMethod(nameof(IValidateOptions<>.Validate))!;
        var result = (ValidateOptionsResult)validate.Invoke(Activator.CreateInstance(validator, nonPublic: true), [Options.DefaultName, Activator.CreateInstance(options)])!;
        return result.Failed ? $"has defaults that {validator.Name} refuses: {result.FailureMessage}" : null;
    }
}
