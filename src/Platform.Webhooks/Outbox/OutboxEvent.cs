using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Webhooks.Outbox;

/// <summary>Something that has happened, for others to hear of. Its id stays the same for every consumer and every attempt.</summary>
/// <remarks>It cannot be changed, apart from the bytes of its body, which are the caller's until it is published.</remarks>
public sealed class OutboxEvent
{
    /// <summary>The most bytes of a body: 262,144.</summary>
    public const int MaxBodyLength = 256 * 1024;

    /// <summary>The most characters of a type, a tenant, a channel, an order key and a content type: 256.</summary>
    public const int MaxNameLength = 256;

    /// <summary>What the types of the platform's own events begin with.</summary>
    internal const string PlatformPrefix = "platform.";

    /// <summary>Makes an event.</summary>
    /// <param name="type">
    /// What happened, as <c>request.opened</c>: printable ASCII without spaces, not <c>*</c>, and not <c>platform.</c> and more, which is kept for what the
    /// platform publishes.
    /// </param>
    /// <param name="body">The payload, to the byte as consumers get it: at most 262,144 bytes.</param>
    /// <param name="time">The clock by which the id is ordered; the system's where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The type or the body is not as it must be.</exception>
    public OutboxEvent(string type, ReadOnlyMemory<byte> body, TimeProvider? time = null)
        : this(type, body, time, isPlatforms: false)
    {
    }

    private OutboxEvent(string type, ReadOnlyMemory<byte> body, TimeProvider? time, bool isPlatforms)
    {
        ArgumentNullException.ThrowIfNull(type);
        RequireName(type, nameof(type));
        if (type.StartsWith(PlatformPrefix, StringComparison.Ordinal) != isPlatforms)
            throw new ArgumentException($"Types that begin with {PlatformPrefix} are those of the platform.", nameof(type));
        if (type == LaneDefinition.EveryType)
            throw new ArgumentException("No event has the type *: with it a consumer asks for all.", nameof(type));
        if (body.Length > MaxBodyLength)
            throw new ArgumentException($"A body has at most {MaxBodyLength} bytes, not {body.Length}. Publish a reference to what is larger.", nameof(body));
        (Type, Body, Id) = (type, body, $"msg_{Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow()):n}");
        TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
    }

    /// <summary>The id: <c>msg_</c> and 32 hexadecimal digits, later ones greater.</summary>
    public string Id { get; }

    /// <summary>What happened.</summary>
    public string Type { get; }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What the payload is.</summary>
    /// <value><c>application/json</c>.</value>
    /// <exception cref="ArgumentException">It is empty, too long, not printable ASCII, or no media type as <c>text/plain; charset=utf-8</c>.</exception>
    public string ContentType
    {
        get;
        init => field = value is { Length: > 0 and <= MaxNameLength } && !value.Any(static character => character is < ' ' or > '~') && MediaTypeHeaderValue.TryParse(value, out _)
            ? value
            : throw new ArgumentException($"A content type is a media type, in printable ASCII of at most {MaxNameLength} characters.", nameof(value));
    } = "application/json";

    /// <summary>Whose event it is. Consumers of a tenant get that tenant's events alone.</summary>
    /// <value>Nobody's: it reaches consumers without a tenant.</value>
    /// <exception cref="ArgumentException">It is empty, too long, or not printable ASCII without spaces.</exception>
    public string? Tenant
    {
        get;
        init => field = RequireName(value, nameof(value));
    }

    /// <summary>Where in the program it belongs, such as a project of the tenant. Consumers of channels get their events alone.</summary>
    /// <value>Nowhere: it reaches consumers without channels.</value>
    /// <exception cref="ArgumentException">It is empty, too long, or not printable ASCII without spaces.</exception>
    public string? Channel
    {
        get;
        init => field = RequireName(value, nameof(value));
    }

    /// <summary>
    /// What it is about, such as the id of an entity. Events with the same key reach a consumer one after the other, in the order in which they were committed; a later one waits
    /// until an earlier one is delivered or given up. Those with other keys, and those without, do not wait.
    /// </summary>
    /// <value>None: in no particular order.</value>
    /// <exception cref="ArgumentException">It is empty, too long, or not printable ASCII without spaces.</exception>
    public string? OrderKey
    {
        get;
        init => field = RequireName(value, nameof(value));
    }

    /// <summary>The W3C trace context in which it was made, so that an attempt can be found from the request that caused it. Consumers outside never see it.</summary>
    internal string? TraceParent { get; }

    /// <summary>Makes an event whose payload is JSON.</summary>
    /// <typeparam name="TPayload">The type of the payload.</typeparam>
    /// <param name="type">What happened, as <c>request.opened</c>.</param>
    /// <param name="payload">The payload, written at once.</param>
    /// <param name="typeInfo">How it is written.</param>
    /// <returns>The event, without tenant and order key.</returns>
    /// <exception cref="ArgumentException">The type or the body is not as it must be.</exception>
    public static OutboxEvent Json<TPayload>(string type, TPayload payload, JsonTypeInfo<TPayload> typeInfo) => new(type, JsonSerializer.SerializeToUtf8Bytes(payload, typeInfo));

    /// <summary>An event about the outbox itself or what it delivers to.</summary>
    internal static OutboxEvent OfPlatform(string type, ReadOnlyMemory<byte> body, TimeProvider time, string? tenant, string orderKey) =>
        new(type, body, time, isPlatforms: true) { Tenant = tenant, OrderKey = orderKey };

    internal static string? RequireName(string? value, string parameter) => value is null || IsName(value)
        ? value
        : throw new ArgumentException($"It is printable ASCII without spaces, at most {MaxNameLength} characters.", parameter);

    private static bool IsName(string value) => value.Length is > 0 and <= MaxNameLength && !value.Any(static character => character is <= ' ' or > '~');
}
