using System.Security.Cryptography;
using System.Text.Json;
using Platform.Conformance.Tests.Cryptography;
using Platform.Conformance.Tests.Frame;
using Platform.Encryption.Siv;
using Platform.Webhooks.Ed25519;
using Platform.Webhooks.Signatures;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// Vectors that probe how cryptography is got wrong (C2SP/wycheproof): AES-GCM with the sizes that sealed values have (256-bit keys, 96-bit
/// nonces, 128-bit tags) through every engine; AES-SIV and AES-CMAC with keys of every size; HKDF, which the runtime gives; and HMAC-SHA256 and
/// Ed25519 through the keys of webhooks.
/// The files of primitives that no package uses yet are counted and not read.
/// </summary>
public sealed class Wycheproof() : RunningSuite("wycheproof", "Platform.Encryption", "aes_gcm_test.json", "aes_siv_cmac_test.json", "aes_cmac_test.json", "hkdf_sha256_test.json", "hmac_sha256_test.json", "ed25519_test.json")
{
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement.Clone();
        return
            from @group in root.GetProperty("testGroups").EnumerateArray()
            from test in @group.GetProperty("tests").EnumerateArray()
            from each in CasesOf(file, @group, test)
            select each;
    }

    private static IEnumerable<ConformanceCase> CasesOf(string file, JsonElement group, JsonElement test) => file switch
    {
        "aes_gcm_test.json" => IsOurSize(group) ? GcmDoor.All.Select(door => Case(test, door.Name, () => JudgeGcm(test, door))) : [],
        "aes_siv_cmac_test.json" => [Case(test, "siv", () => JudgeSiv(test))],
        "aes_cmac_test.json" => [Case(test, "cmac", () => JudgeCmac(test))],
        "hmac_sha256_test.json" => [Case(test, "hmac", () => JudgeHmac(test))],
        "ed25519_test.json" => [Case(test, "ed25519", () => JudgeEd25519(group, test))],
        _ => [Case(test, "hkdf", () => JudgeHkdf(test))],
    };

    private static ConformanceCase Case(JsonElement test, string how, Func<string?> judge) =>
        new($"{test.GetProperty("tcId")} {how} {test.GetProperty("comment").GetString()}", _ => ValueTask.FromResult(judge()));

    private static bool IsOurSize(JsonElement group) =>
        (group.GetProperty("keySize").GetInt32(), group.GetProperty("ivSize").GetInt32(), group.GetProperty("tagSize").GetInt32()) == (256, 96, 128);

    private static bool IsValid(JsonElement test) => test.GetProperty("result").GetString() == "valid";

    private static string? JudgeGcm(JsonElement test, GcmDoor door) =>
        door.Judge(test.Hex("key"), test.Hex("iv"), test.Hex("aad"), test.Hex("msg"), [.. test.Hex("ct"), .. test.Hex("tag")], IsValid(test));

    private static string? JudgeSiv(JsonElement test)
    {
        using var siv = new AesSiv(test.Hex("key"));
        var (plaintext, value) = (test.Hex("msg"), test.Hex("ct"));
        var opened = new byte[Math.Max(0, value.Length - AesSiv.SyntheticIvLength)];
        opened.AsSpan().Fill(0xAA);
        var isOpened = siv.TryDecrypt(test.Hex("aad"), default, value, opened);
        if (isOpened != IsValid(test))
            return isOpened ? "an invalid ciphertext was opened" : "a valid ciphertext was refused";
        if (!isOpened)
            return opened.AsSpan().ContainsAnyExcept((byte)0) ? "refused, and something was left in the buffer" : null;
        var made = new byte[plaintext.Length + AesSiv.SyntheticIvLength];
        siv.Encrypt(test.Hex("aad"), default, plaintext, made);
        return !opened.AsSpan().SequenceEqual(plaintext) ? "opened to another plaintext" : !made.AsSpan().SequenceEqual(value) ? "encrypted to something else" : null;
    }

    private static string? JudgeCmac(JsonElement test)
    {
        if (test.Hex("key").Length is not (16 or 24 or 32))
            return IsValid(test) ? "a valid case has a key of a length that AES does not have" : null;
        using var cmac = new AesCmac(test.Hex("key"));
        var mac = new byte[16];
        cmac.Compute(test.Hex("msg"), mac);
        var expected = test.Hex("tag");
        return mac.AsSpan(0, Math.Min(16, expected.Length)).SequenceEqual(expected) == IsValid(test) ? null : "another tag";
    }

    /// <summary>Tags that were cut are valid by the suite and are no signatures, so their beginning is compared.</summary>
    private static string? JudgeHmac(JsonElement test)
    {
        var mac = new byte[HmacSha256Key.MacLength];
        new HmacSha256Key(test.Hex("key")).Compute(new SignedContent(default, test.Hex("msg")), mac);
        var expected = test.Hex("tag");
        return mac.AsSpan(0, Math.Min(mac.Length, expected.Length)).SequenceEqual(expected) == IsValid(test) ? null : "another tag";
    }

    private static string? JudgeEd25519(JsonElement group, JsonElement test)
    {
        var key = WebhookPublicKey.FromBytes(group.GetProperty("publicKey").Hex("pk"));
        var isVerified = key.Verify(new SignedContent(default, test.Hex("msg")), test.Hex("sig"));
        return isVerified == IsValid(test) ? null : isVerified ? "an invalid signature was verified" : "a valid signature was refused";
    }

    private static string? JudgeHkdf(JsonElement test)
    {
        var size = test.GetProperty("size").GetInt32();
        try
        {
            var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, test.Hex("ikm"), size, test.Hex("salt"), test.Hex("info"));
            return !IsValid(test) ? "an invalid size was accepted" : key.AsSpan().SequenceEqual(test.Hex("okm")) ? null : "another key";
        }
        catch (ArgumentOutOfRangeException)
        {
            return IsValid(test) ? "a valid size was refused" : null;
        }
    }
}
