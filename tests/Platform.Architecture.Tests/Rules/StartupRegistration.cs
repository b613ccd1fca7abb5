using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Registers a package the way its user would, with nothing configured, and looks whether starting the host would validate some
/// options. The proof is by deed: a validator that always refuses is added, and starting must fail because of it.
/// </summary>
internal sealed record StartupRegistration(bool ValidatesAtStart, bool MayBeOneThatCannotBeTried, string? RefusalWithNoConfiguration, string Reason)
{
    private const string Planted = "refused by the architecture tests";

    /// <summary>
    /// Tries every registration call of the assembly. One must make <paramref name="options"/> validated at start, and then
    /// each of its overloads that can be called from here must.
    /// </summary>
    public static StartupRegistration Find(Assembly assembly, Type options)
    {
        var tried = RegistrationCalls(assembly).Select(call => Try(call, options)).ToList();
        var successes = tried.Where(attempt => attempt.Failure is null).ToList();
        var guilty = successes is [] ? tried : [.. tried.Where(attempt => attempt is { Ran: true, Failure: not null } && successes.Any(success => success.Name == attempt.Name))];
        var reason = tried is [] ? "no AddPlatform…, Use… or Add… call registers it." : string.Join("; ", guilty.Select(attempt => attempt.Failure)) + ".";
        return new StartupRegistration(successes is not [] && guilty is [], successes is [] && tried.Any(attempt => !attempt.Ran), successes.Select(success => success.RefusalWithNoConfiguration).FirstOrDefault(), reason);
    }

    private static Attempt Try(MethodInfo call, Type options)
    {
        var signature = $"{call.Name}({string.Join(", ", call.GetParameters().Skip(1).Select(parameter => parameter.ParameterType.Name.Split('`')[0]))})";
        try
        {
            var services = new ServiceCollection();
            Invoke(call, services);
            return RefusalAtStart(services, add: Refusing(options))?.Contains(Planted, StringComparison.Ordinal) == true
                ? new Attempt(call.Name, true, null, RefusalAtStart(services, add: null))
                : new Attempt(call.Name, true, $"{signature} does not validate it", null);
        }
        catch (Exception exception) when (exception is TargetInvocationException or InvalidOperationException or ArgumentException)
        {
            return new Attempt(call.Name, false, $"{signature} cannot be tried: {(exception.InnerException ?? exception).Message}", null);
        }
    }

    /// <summary>Extension methods on the service collection, or on a builder that such a method returns; the simplest first.</summary>
    private static IEnumerable<MethodInfo> RegistrationCalls(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && !method.ContainsGenericParameters && IsRegistration(method.Name))
        .Where(method => IsServices(method.GetParameters()[0].ParameterType) || EntryTo(method.GetParameters()[0].ParameterType) is not null)
        .OrderBy(method => method.GetParameters().Count(parameter => !parameter.IsOptional));

    private static bool IsRegistration(string name) => name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("Use", StringComparison.Ordinal);

    private static bool IsServices(Type type) => type == typeof(IServiceCollection);

    /// <summary>The call that makes a builder out of a service collection: <c>AddPlatformX()</c>, in the builder's own assembly.</summary>
    private static MethodInfo? EntryTo(Type builder) => !PackageName.IsOurs(builder.Assembly.GetName().Name ?? "") ? null : builder.Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .FirstOrDefault(method => method.ReturnType == builder && method.IsDefined(typeof(ExtensionAttribute))
            && IsServices(method.GetParameters()[0].ParameterType) && method.GetParameters().Skip(1).All(parameter => parameter.IsOptional));

    private static void Invoke(MethodInfo call, IServiceCollection services)
    {
        var receiver = call.GetParameters()[0].ParameterType;
        object? first = IsServices(receiver) ? services : EntryTo(receiver)!.Invoke(null, Arguments(EntryTo(receiver)!, services));
        call.Invoke(null, Arguments(call, first));
    }

    private static object?[] Arguments(MethodInfo call, object? receiver) =>
        [receiver, .. call.GetParameters().Skip(1).Select(Argument)];

    private static object? Argument(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? parameter.DefaultValue
        : parameter.ParameterType == typeof(string) ? "placeholder"
        : parameter.ParameterType.IsAssignableFrom(typeof(IConfigurationSection)) ? new ConfigurationBuilder().Build().GetSection("Empty")
        : parameter.ParameterType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Action<>) ? Nothing(type.GetGenericArguments()[0])
        : throw new ArgumentException($"needs a {parameter.ParameterType.Name}");

    private static Delegate Nothing(Type argument) =>
        typeof(StartupRegistration).GetMethod(nameof(DoNothing), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(argument).CreateDelegate(typeof(Action<>).MakeGenericType(argument));

    private static void DoNothing<T>(T unused) => _ = unused;

    private static ServiceDescriptor Refusing(Type options) =>
        ServiceDescriptor.Singleton(typeof(IValidateOptions<>).MakeGenericType(options), typeof(RefuseAll<>).MakeGenericType(options));

    private static string? RefusalAtStart(IServiceCollection registered, ServiceDescriptor? add)
    {
        IServiceCollection services = new ServiceCollection();
        foreach (var descriptor in registered)
            services.Add(descriptor);
        if (add is not null)
            services.Add(add);
        using var provider = services.AddLogging().BuildServiceProvider();
        try
        {
            foreach (var validator in provider.GetServices<IStartupValidator>())
                validator.Validate();
            return null;
        }
        catch (Exception exception) when (exception is OptionsValidationException or AggregateException)
        {
            return exception.ToString();
        }
    }

    /// <summary>One registration call: why it does not validate, or what a start with nothing configured says.</summary>
    private sealed record Attempt(string Name, bool Ran, string? Failure, string? RefusalWithNoConfiguration);

    private sealed class RefuseAll<TOptions> : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) => ValidateOptionsResult.Fail(Planted);
    }
}
