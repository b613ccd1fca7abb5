using System.Text.Json;
using Platform.Conformance.Tests.Cryptography;
using Platform.Conformance.Tests.Frame;
using Platform.Encryption.Xaes;

namespace Platform.Conformance.Tests.Suites;

/// <summary>XAES-256-GCM, step by step (C2SP/C2SP): the derived key, then the ciphertext through every engine.</summary>
public sealed class XaesVectors() : RunningSuite("xaes", "Platform.Encryption", "*.json")
{
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var test in document.RootElement.GetProperty("tests").EnumerateArray().Select(test => test.Clone()))
        {
            yield return new($"{test.GetProperty("tcId")} derived key", _ => ValueTask.FromResult(JudgeKey(test)));
            foreach (var door in GcmDoor.All)
                yield return new($"{test.GetProperty("tcId")} {door.Name}", _ => ValueTask.FromResult(JudgeCiphertext(test, door)));
        }
    }

    private static byte[] DerivedKey(JsonElement test)
    {
        using var derivation = new XaesDerivation(test.Hex("key"));
        var key = new byte[32];
        derivation.Derive(test.Hex("iv").AsSpan(0, XaesDerivation.PrefixLength), key);
        return key;
    }

    private static string? JudgeKey(JsonElement test) => DerivedKey(test).AsSpan().SequenceEqual(test.Hex("Kx")) ? null : "another key was derived";

    private static string? JudgeCiphertext(JsonElement test, GcmDoor door) =>
        door.Judge(DerivedKey(test), test.Hex("Nx"), test.Hex("aad"), test.Hex("msg"), test.Hex("ctAndTag"), isValid: true);
}
