using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Hosting;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.SignalR;

/// <summary>
/// Sanitises and judges the arguments of hub methods that are of validated types, and parameters that carry attributes of DataAnnotations themselves. What
/// is wrong with any of them is told at once.
/// </summary>
internal sealed class ArgumentsHubFilter : IHubFilter
{
    private readonly ConcurrentDictionary<MethodInfo, HubParameter[]> _parameters = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var cancellationToken = invocationContext.Context.ConnectionAborted;
        object?[]? arguments = null;
        List<ValidationFailure>? failures = null;
        var parameters = _parameters.GetOrAdd(invocationContext.HubMethod, HubParameter.Of);
        for (var i = 0; i < invocationContext.HubMethodArguments.Count; i++)
        {
            var argument = invocationContext.HubMethodArguments[i];
            parameters[i].Judge(argument, ref failures);
            var foreign = parameters[i].Foreign;
            if (argument is null || (foreign is null && argument is not IRuled))
                continue;
            var clean = RuledValidator.Sanitize(argument, foreign);
            var result = await invocationContext.ServiceProvider.GetRequiredService<RuledValidator>().ValidateAsync(clean, foreign,
                cancellationToken).ConfigureAwait(false);
            if (!result.IsValid)
                parameters[i].Add(in result, ref failures);
            if (ReferenceEquals(clean, argument))
                continue;
            arguments ??= [.. invocationContext.HubMethodArguments];
            arguments[i] = clean;
        }
        if (failures is not null)
            throw new HubException(Describe(invocationContext.ServiceProvider.GetRequiredService<ValidationMessages>(), failures));
        return await next(arguments is null
            ? invocationContext
            : new HubInvocationContext(invocationContext.Context, invocationContext.ServiceProvider, invocationContext.Hub, invocationContext.HubMethod,
                arguments)).ConfigureAwait(false);
    }

    /// <summary>A hub answers with one text: a failure on a line, its pointer behind the number of the argument.</summary>
    private static string Describe(ValidationMessages messages, List<ValidationFailure> failures) =>
        "The call is not valid.\n" + string.Join('\n', failures.Select(failure => $"{failure.InstancePointer}: {failure.Code}: {messages.Render(in failure)}"));
}
