using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Hosting;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.SignalR;

/// <summary>Sanitises and judges the arguments of hub methods that are of validated types.</summary>
internal sealed class ArgumentsHubFilter : IHubFilter
{
    private readonly ConcurrentDictionary<MethodInfo, IArgumentRules?[]> _foreign = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var cancellationToken = invocationContext.Context.ConnectionAborted;
        object?[]? arguments = null;
        var named = _foreign.GetOrAdd(invocationContext.HubMethod, ForeignRules.Of);
        for (var i = 0; i < invocationContext.HubMethodArguments.Count; i++)
        {
            var foreign = i < named.Length ? named[i] : null;
            if (invocationContext.HubMethodArguments[i] is not { } argument || (foreign is null && argument is not IRuled))
                continue;
            var clean = RuledValidator.Sanitize(argument, foreign);
            var result = await invocationContext.ServiceProvider.GetRequiredService<RuledValidator>().ValidateAsync(clean, foreign,
                cancellationToken).ConfigureAwait(false);
            if (!result.IsValid)
                throw new HubException(Describe(invocationContext.ServiceProvider.GetRequiredService<ValidationMessages>(), i, result));
            if (ReferenceEquals(clean, argument))
                continue;
            arguments ??= [.. invocationContext.HubMethodArguments];
            arguments[i] = clean;
        }
        return await next(arguments is null
            ? invocationContext
            : new HubInvocationContext(invocationContext.Context, invocationContext.ServiceProvider, invocationContext.Hub, invocationContext.HubMethod,
                arguments)).ConfigureAwait(false);
    }

    /// <summary>A hub answers with one text: a failure on a line, its pointer behind the number of the argument.</summary>
    private static string Describe(ValidationMessages messages, int argument, ValidationResult result) =>
        "The call is not valid.\n"
            + string.Join('\n', result.Failures.Select(failure => $"/{argument}{failure.InstancePointer}: {failure.Code}: {messages.Render(in failure)}"));
}
