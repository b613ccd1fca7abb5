using Google.Protobuf;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace Platform.Errors.Grpc;

/// <summary>Reads an error from a status, whoever wrote it.</summary>
internal sealed class StatusReader(ErrorCatalogs catalogs)
{
    public Error Read(RpcStatus status)
    {
        var error = One(status, out var violations);
        var collected = new List<Error>();
        foreach (var nested in All<RpcStatus>(status))
        {
            var one = One(nested, out var own);
            collected.Add(own is [var place] ? one.WithPointer(FieldPath.ToPointer(place.Field)) : one);
        }

        // Ours has a violation for each collected error, after its own.
        var hasPointer = violations.Count == collected.Count + 1 && (collected.Count > 0 || violations[0].Reason == error.Code);
        if (hasPointer)
            error = error.WithPointer(FieldPath.ToPointer(violations[0].Field));
        else if (collected.Count == 0)
            collected.AddRange(violations.Select(Violated));
        return collected.Count == 0 ? error : error.WithErrors([.. collected]);
    }

    private Error One(RpcStatus status, out IReadOnlyList<BadRequest.Types.FieldViolation> violations)
    {
        violations = First<BadRequest>(status)?.FieldViolations ?? (IReadOnlyList<BadRequest.Types.FieldViolation>)[];
        var delay = First<RetryInfo>(status)?.RetryDelay is { } given ? DelayOf(given) : null;
        var info = First<ErrorInfo>(status);
        var error = info is not null && catalogs.TryGetOfDomain(info.Reason, info.Domain, out var descriptor)
            ? Known(descriptor, info, status.Message)
            : ForeignStatus.Describe(status, info, isRetryable: delay is not null);
        return delay is { } wait && error.RetryAfter != wait ? error.WithRetryAfter(wait) : error;
    }

    private static Error Known(ErrorDescriptor descriptor, ErrorInfo info, string message)
    {
        var arguments = new ErrorArgument[descriptor.Parameters.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            var parameter = descriptor.Parameters[index];
            if (parameter.IsInArguments && info.Metadata.TryGetValue(parameter.Name, out var text))
                arguments[index] = MetadataValue.Parse(text, parameter.Type);
        }
        if (descriptor.DetailParameter is >= 0 and var inDetail)
            arguments[inDetail] = message;
        return descriptor.Create(arguments);
    }

    /// <summary>A violation of a peer that says no more than this.</summary>
    private Error Violated(BadRequest.Types.FieldViolation violation)
    {
        var error = catalogs.TryGet(violation.Reason, out var descriptor) && descriptor.Parameters.IsEmpty
            ? descriptor.Create()
            : ForeignStatus.Describe(violation);
        return error.WithPointer(FieldPath.ToPointer(violation.Field));
    }

    /// <summary>A duration is only as right as its sender: out of range or negative it says nothing.</summary>
    private static TimeSpan? DelayOf(Google.Protobuf.WellKnownTypes.Duration duration) =>
        duration.Seconds is >= 0 and < 922_337_203_685 && duration.Nanos is >= 0 and < 1_000_000_000
            ? new TimeSpan((duration.Seconds * TimeSpan.TicksPerSecond) + (duration.Nanos / TimeSpan.NanosecondsPerTick))
            : null;

    private static T? First<T>(RpcStatus status)
        where T : class, IMessage<T>, new()
        => All<T>(status).FirstOrDefault();

    private static IEnumerable<T> All<T>(RpcStatus status)
        where T : class, IMessage<T>, new()
    {
        foreach (var detail in status.Details)
        {
            T? message = null;
            try
            {
                detail.TryUnpack(out message);
            }
            catch (InvalidProtocolBufferException)
            {
                // Garbage under a known name is as if it were not there: the rest of the status still counts.
            }
            if (message is not null)
                yield return message;
        }
    }
}
