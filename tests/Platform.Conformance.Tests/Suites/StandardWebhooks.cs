using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Conformance.Tests.Frame;
using Platform.Webhooks.Ed25519;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// Standard Webhooks signatures and secrets (standard-webhooks/standard-webhooks, svix/svix-webhooks): every signature is made again and verified, on
/// a clock that shows the time of the
/// message; what must be refused is refused.
/// </summary>
public sealed class StandardWebhooks() : RunningSuite("standard-webhooks", "Platform.Webhooks", "*.json")
{
    private const string SecretPrefix = "whsec_";
    private const string PrivatePrefix = "whsk_";
    private const long OfBadTimestamps = 1614265330;

    /// <inheritdoc />
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement.Clone();
        return file switch
        {
            "standard-webhooks-upstream-vectors.json" => Upstream(root),
            "secret-format-vectors.json" => Formats(root),
            "derived-vectors.json" => Derived(root),
            _ => throw new FormatException($"Nobody knows how to read {file}."),
        };
    }

    private static IEnumerable<ConformanceCase> Upstream(JsonElement root)
    {
        var signs = root.GetProperty("sign").EnumerateArray().ToList();
        foreach (var sign in signs)
        {
            var secret = WebhookSecret.Parse(Text(sign, "secret"));
            yield return Case($"{Text(sign, "name")}, signed", () => JudgeSigning(sign, Payload(sign), secret));
            yield return Case($"{Text(sign, "name")}, verified", () => Judge(sign, Payload(sign), Text(sign, "signature"), secret, isRight: true));
            foreach (var rule in Rules(sign, secret))
                yield return rule;
        }
        var first = signs[0];
        var key = WebhookSecret.Parse(Text(first, "secret"));
        foreach (var reject in root.GetProperty("rejectHeaders").EnumerateArray())
            yield return Case(Text(reject, "name"), () => Judge(first, Payload(first), Text(reject, "signature"), key, isRight: false));
        foreach (var accept in root.GetProperty("acceptHeadersForSign0").EnumerateArray())
            yield return Case("several signatures", () => Judge(first, Payload(first), accept.GetString()!, key, isRight: true));
        foreach (var reject in root.GetProperty("rejectSecrets").EnumerateArray())
            yield return Case($"secret \"{reject}\"", () => WebhookSecret.TryParse(reject.GetString(), out _, out _) ? "was read" : null);
    }

    /// <summary>The rules that the upstream file states in words.</summary>
    private static IEnumerable<ConformanceCase> Rules(JsonElement sign, WebhookSecret secret)
    {
        var name = Text(sign, "name");
        yield return Case($"{name}, the secret without its prefix", () =>
            JudgeSigning(sign, Payload(sign), WebhookSecret.Parse(Text(sign, "secret")[SecretPrefix.Length..])));
        foreach (var missing in new[] { "webhook-id", "webhook-timestamp", "webhook-signature" })
        {
            var headers = new WebhookHeaders(Fields(sign, Seconds(sign), Text(sign, "signature")).Where(field => field.Name != missing));
            yield return Case($"{name} without {missing}", () => Verify(sign, headers, Payload(sign), secret).IsVerified ? "was verified" : null);
        }
        foreach (var (seconds, isRight) in new[] { (-301, false), (-300, true), (300, true), (301, false) })
            yield return Case($"{name}, {seconds} s from the clock", () => Judge(sign, Payload(sign), Text(sign, "signature"), secret, isRight, seconds));
        yield return Case($"{name}, an empty payload", () =>
        {
            var signature = new WebhookSigner(secret).Sign(Text(sign, "id"), Time(sign), []);
            return Judge(sign, [], signature, secret, isRight: true);
        });
    }

    private static IEnumerable<ConformanceCase> Formats(JsonElement root)
    {
        foreach (var accept in Texts(root, "accept").Concat(Texts(root, "acceptLong")))
            yield return Case(accept, () => IsKey(accept, out var fault) ? null : $"was refused: {fault}");
        foreach (var reject in Texts(root, "reject"))
            yield return Case(reject, () => IsKey(reject, out _) ? "was read" : null);
        foreach (var reject in Texts(root, "rejectTooLong"))
            yield return Case(reject, () => !IsKey(reject, out var fault) && fault == WebhookKeyFault.TooLong ? null : "was not refused as too long");
    }

    /// <summary>A key to sign with, of either kind.</summary>
    private static bool IsKey(string text, out WebhookKeyFault fault)
    {
        if (!text.StartsWith(PrivatePrefix, StringComparison.Ordinal))
            return WebhookSecret.TryParse(text, out _, out fault);
        var isKey = WebhookPrivateKey.TryParse(text, out var key, out fault);
        key?.Dispose();
        return isKey;
    }

    private static IEnumerable<ConformanceCase> Derived(JsonElement root)
    {
        var number = 0;
        foreach (var accept in root.GetProperty("accept").EnumerateArray())
        {
            var (name, payload, signature) = ($"accept {number++}, {Text(accept, "scheme")}", accept.GetProperty("payloadBase64").GetBytesFromBase64(),
                Text(accept, "signature"));
            if (Text(accept, "scheme") == "v1")
            {
                var secret = WebhookSecret.Parse(Text(accept, "secret"));
                yield return Case($"{name}, signed", () => JudgeSigning(accept, payload, secret));
                yield return Case($"{name}, verified", () => Judge(accept, payload, signature, secret, isRight: true));
            }
            else
            {
                foreach (var property in new[] { "secretKey64", "secretKey32" })
                    yield return Case($"{name}, signed with {property}", () => JudgePair(accept, payload, property));
                yield return Case($"{name}, verified", () =>
                    Judge(accept, payload, signature, WebhookPublicKey.Parse(Text(accept, "publicKey")), isRight: true));
            }
        }
        var example = root.GetProperty("accept").EnumerateArray().First();
        foreach (var reject in root.GetProperty("reject").EnumerateArray())
        {
            if (reject.TryGetProperty("timestampHeader", out var timestamp))
                yield return Case($"timestamp \"{timestamp}\"", () => JudgeTimestamp(example, timestamp.GetString()!));
            else
                yield return Case(Text(reject, "name"), () => Judge(
                    reject, reject.GetProperty("payloadBase64").GetBytesFromBase64(), Text(reject, "signature"), WebhookSecret.Parse(Text(reject, "secret")),
                        isRight: false));
        }
    }

    private static string? JudgePair(JsonElement test, byte[] payload, string property)
    {
        using var key = WebhookPrivateKey.Parse(Text(test, property));
        return key.PublicKey.ToString() != Text(test, "publicKey") ? "has another public key" : JudgeSigning(test, payload, key);
    }

    private static string? JudgeSigning(JsonElement test, byte[] payload, IWebhookSigningKey key)
    {
        var signature = new WebhookSigner(key).Sign(Text(test, "id"), Time(test), payload);
        return signature == Text(test, "signature") ? null : $"was signed as {signature}";
    }

    /// <summary>Also signed rightly over the very text that is no timestamp, so that nothing but the text is wrong.</summary>
    private static string? JudgeTimestamp(JsonElement example, string timestamp)
    {
        var secret = WebhookSecret.Parse(Text(example, "secret"));
        Span<byte> mac = stackalloc byte[32];
        secret.Sign(new SignedContent(Encoding.UTF8.GetBytes($"msg_1.{timestamp}."), "{}"u8), mac);
        var headers = WebhookHeaders.Standard("msg_1", timestamp, "v1," + Convert.ToBase64String(mac));
        var verifier = new WebhookVerifier(WebhookScheme.Standard, [secret], new StandingClock(DateTimeOffset.FromUnixTimeSeconds(OfBadTimestamps)));
        return verifier.Verify(headers, "{}"u8).Fault == WebhookFault.InvalidTimestamp ? null : "was not refused for its timestamp";
    }

    private static string? Judge(JsonElement test, byte[] payload, string signature, IWebhookVerificationKey key, bool isRight, int secondsLater = 0)
    {
        var verification = Verify(test, new WebhookHeaders(Fields(test, Seconds(test), signature)), payload, key, secondsLater);
        return verification.IsVerified == isRight ? null : isRight ? $"was refused: {verification.Fault}" : "was verified";
    }

    private static WebhookVerification Verify(JsonElement test, WebhookHeaders headers, byte[] payload, IWebhookVerificationKey key, int secondsLater = 0) =>
        new WebhookVerifier(WebhookScheme.Standard, [key], new StandingClock(Time(test).AddSeconds(secondsLater))).Verify(headers, payload);

    private static IEnumerable<(string Name, string Value)> Fields(JsonElement test, string timestamp, string signature) =>
        [("webhook-id", Text(test, "id")), ("webhook-timestamp", timestamp), ("webhook-signature", signature)];

    private static byte[] Payload(JsonElement test) => Encoding.UTF8.GetBytes(Text(test, "payload"));

    private static DateTimeOffset Time(JsonElement test) => DateTimeOffset.FromUnixTimeSeconds(test.GetProperty("timestamp").GetInt64());

    private static string Seconds(JsonElement test) => test.GetProperty("timestamp").GetInt64().ToString(CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static IEnumerable<string> Texts(JsonElement element, string property) =>
        element.GetProperty(property).EnumerateArray().Select(text => text.GetString()!);

    private static ConformanceCase Case(string name, Func<string?> judge) => new(name, _ => ValueTask.FromResult(judge()));

    /// <summary>A clock that shows one time, which may lie before the year 2000.</summary>
    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
