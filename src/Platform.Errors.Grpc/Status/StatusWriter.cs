using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace Platform.Errors.Grpc;

/// <summary>Writes an error as a status.</summary>
internal sealed class StatusWriter(ErrorTexts texts)
{
    private const int LongestText = 512;

    public RpcStatus Write(in Error error, CultureInfo? culture)
    {
        var listed = error.Errors.Count;
        var status = Whole(in error, culture, listed, int.MaxValue);
        // Halving: a hundred errors that do not fit are written a few times, not a hundred.
        while (IsTooLarge(status) && listed > 0)
            status = Whole(in error, culture, listed /= 2, int.MaxValue);
        if (IsTooLarge(status))
            status = Whole(in error, culture: null, listed: 0, LongestText);
        if (IsTooLarge(status))
            DropLargestArguments(status, in error);
        return status;
    }

    private static bool IsTooLarge(RpcStatus status) => status.CalculateSize() > RpcErrors.MaximumStatusBytes;

    private RpcStatus Whole(in Error error, CultureInfo? culture, int listed, int longestText)
    {
        var status = One(in error, longestText);
        AddViolations(status, in error, listed, longestText);
        for (var index = 0; index < listed; index++)
        {
            var collected = error.Errors[index];
            var nested = One(in collected, longestText);
            AddViolations(nested, in collected, listed: 0, longestText);
            status.Details.Add(Any.Pack(nested));
        }
        if (culture is not null)
            status.Details.Add(Any.Pack(new LocalizedMessage { Locale = texts.ReadableOf(in error, culture), Message = Text(in error, culture) }));
        return status;
    }

    private RpcStatus One(in Error error, int longestText)
    {
        var descriptor = error.Descriptor;
        var status = new RpcStatus { Code = descriptor.Kind.GrpcStatus(), Message = Cut(Text(in error, culture: null), longestText) };
        status.Details.Add(Any.Pack(Info(in error)));
        if (error.RetryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        if (descriptor.HelpLink is { } link)
            status.Details.Add(Any.Pack(new Help { Links = { new Help.Types.Link { Description = descriptor.Title, Url = link } } }));
        return status;
    }

    private static ErrorInfo Info(in Error error)
    {
        var info = new ErrorInfo { Reason = error.Code, Domain = error.Descriptor.Domain };
        foreach (var (parameter, value) in error.Arguments)
        {
            if (parameter.IsInArguments && value.Type != ErrorArgumentType.None)
                info.Metadata[parameter.Name] = MetadataValue.Format(in value);
        }
        return info;
    }

    /// <summary>A pointer that is longer than any text may be is left out: half of one would be another place.</summary>
    private void AddViolations(RpcStatus status, in Error error, int listed, int longestText)
    {
        var request = new BadRequest();
        if (error.Pointer is { } pointer && pointer.Length <= longestText)
            request.FieldViolations.Add(Violation(in error, longestText));
        for (var index = 0; index < listed; index++)
            request.FieldViolations.Add(Violation(error.Errors[index], longestText));
        if (request.FieldViolations.Count > 0)
            status.Details.Add(Any.Pack(request));
    }

    private BadRequest.Types.FieldViolation Violation(in Error error, int longestText) => new()
    {
        Field = error.Pointer is { } pointer ? FieldPath.Of(pointer) : "",
        Reason = error.Code,
        Description = Cut(Text(in error, culture: null), longestText),
    };

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    private string Text(in Error error, CultureInfo? culture) => texts.Detail(in error, culture) ?? texts.Title(in error, culture);

    private static void DropLargestArguments(RpcStatus status, in Error error)
    {
        var info = Info(in error);
        var place = status.Details.Single(detail => detail.Is(ErrorInfo.Descriptor));
        foreach (var largest in info.Metadata.OrderByDescending(argument => argument.Value.Length).Select(argument => argument.Key).ToList())
        {
            info.Metadata.Remove(largest);
            place.Value = Any.Pack(info).Value;
            if (!IsTooLarge(status))
                return;
        }
    }
}
