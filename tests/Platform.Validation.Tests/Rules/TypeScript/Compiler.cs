using Platform.Testing;

namespace Platform.Validation.Tests.Rules.TypeScript;

/// <summary>The npm package <c>typescript</c>, as <c>client/package-lock.json</c> pins it.</summary>
internal static class Compiler
{
    private static readonly string Source = Path.Combine(Checkout.Root, "tests", "Platform.Validation.Tests", "Rules", "TypeScript", "client");
    private static readonly NodeProgram TypeScript = new(Source, "typescript");

    /// <summary>Compiles a module together with <c>client/use.ts</c>. Skips the calling test where there is no Node.</summary>
    /// <returns>What the compiler says; empty where it is content.</returns>
    public static async Task<string> CompileAsync(string module, CancellationToken cancellationToken) =>
        await CompileAsync(module, await File.ReadAllTextAsync(Path.Combine(Source, "use.ts"), cancellationToken), cancellationToken);

    /// <summary>The same with another text that uses it.</summary>
    /// <returns>What the compiler says; empty where it is content.</returns>
    public static async Task<string> CompileAsync(string module, string use, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("platform-typescript-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(work, "module.ts"), module, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(work, "use.ts"), use, cancellationToken);
            var (_, output, errors) = await TypeScript.RunInAsync(Path.Combine("node_modules", "typescript", "bin", "tsc"),
                ["--strict", "--noEmit", "--exactOptionalPropertyTypes", "--noUnusedLocals", "use.ts"], work, cancellationToken);
            return (output + errors).Trim();
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
