using Xunit;

namespace Platform.Testing;

/// <summary>
/// Data that no one in this project wrote and that is not part of it: conformance suites and real records. A test that needs
/// it asks here for the folder, and is skipped with a reason where the data is absent.
/// </summary>
/// <param name="what">What the data is, for the reason of a skip.</param>
/// <param name="variable">The environment variable that names the folder. When it is set, nothing else is looked at.</param>
/// <param name="checkout">The working tree.</param>
/// <param name="candidates">Where the folder may lie otherwise, relative to <paramref name="checkout"/>, best first.</param>
/// <param name="environment">Reads an environment variable.</param>
public sealed class OutsideData(string what, string variable, string checkout, IReadOnlyList<string> candidates, Func<string, string?> environment)
{
    /// <summary>The conformance suites: <c>PLATFORM_CONFORMANCE</c>, else <c>../shared/conformance</c> beside the checkout, else <c>artifacts/conformance</c> (made by <c>eng/get-conformance.sh</c>).</summary>
    public static OutsideData Conformance { get; } = new(
        "the conformance suites", "PLATFORM_CONFORMANCE", Checkout.Root, ["../shared/conformance", "artifacts/conformance"], Environment.GetEnvironmentVariable);

    /// <summary>The real city records: <c>PLATFORM_DATA</c>, else <c>../shared/data</c> beside the checkout.</summary>
    public static OutsideData Records { get; } = new(
        "the real city records", "PLATFORM_DATA", Checkout.Root, ["../shared/data"], Environment.GetEnvironmentVariable);

    /// <summary>The full path of the folder, or <see langword="null"/> where there is none.</summary>
    public string? Root => Candidates().FirstOrDefault(Directory.Exists);

    /// <summary>Why a test that needs the data cannot run, or <see langword="null"/> when it can.</summary>
    public string? SkipReason
    {
        get
        {
            if (Root is not null)
                return null;
            var named = environment(variable);
            return string.IsNullOrEmpty(named)
                ? $"{what}: {variable} is not set, and there is no {string.Join(" and no ", candidates)}"
                : $"{what}: {variable} is {named}, which is no folder";
        }
    }

    /// <summary>The full path of a folder in the data. The calling test is skipped when the data is absent, and fails when only this folder is.</summary>
    /// <param name="name">The folder, relative to <see cref="Root"/>; empty for the whole.</param>
    /// <returns>A folder that exists.</returns>
    /// <exception cref="DirectoryNotFoundException">The data is there, but not this part of it: a hole, which must not pass as a skip.</exception>
    public string Folder(string name)
    {
        if (Root is not { } root)
        {
            Assert.Skip(SkipReason!);
            return "";
        }
        var folder = Path.Combine(root, name);
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{root} has no folder {name}.");
    }

    private IEnumerable<string> Candidates()
    {
        var named = environment(variable);
        return string.IsNullOrEmpty(named)
            ? candidates.Select(candidate => Path.GetFullPath(candidate, checkout))
            : [Path.GetFullPath(named, checkout)];
    }
}
