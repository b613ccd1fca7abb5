using System.Security.Cryptography;
using System.Text;

namespace Platform.RateLimiting.Redis.Scripts;

/// <summary>A script, and the digest by which Redis knows it.</summary>
internal sealed class GateScript
{
    private GateScript(string name)
    {
        Name = name;
        Text = Read("state.lua") + Read(name + ".lua");
        // Redis's own choice, for a name and not for security.
#pragma warning disable CA5350
        Sha1 = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    /// <summary>Takes calls.</summary>
    public static GateScript Acquire { get; } = new("acquire");

    /// <summary>Takes one call that will be settled.</summary>
    public static GateScript Reserve { get; } = new("reserve");

    /// <summary>Settles it.</summary>
    public static GateScript Settle { get; } = new("settle");

    public string Name { get; }

    public string Text { get; }

    public byte[] Sha1 { get; }

    private static string Read(string file)
    {
        using var reader = new StreamReader(typeof(GateScript).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }
}
