using Platform.Testing;

namespace Platform.Errors.Tests.Results;

/// <summary>Nobody writes by hand what is written from a template.</summary>
public sealed class VerbFilesTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "src", "Platform.Errors", "Results");

    public static TheoryData<string> Files => [.. VerbTemplate.Files.Select(each => each.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_verbs_is_as_the_template_writes_it(string file)
    {
        var path = Path.Combine(Folder, file);
        var text = VerbTemplate.Files.Single(each => each.File == file).Text;
        // Set by eng/write-verbs.sh.
        if (Environment.GetEnvironmentVariable("PLATFORM_WRITE_VERBS") == "true")
            File.WriteAllText(path, text);

        Assert.Equal(text, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void There_is_no_other_file_of_verbs() =>
        Assert.Equal(
            VerbTemplate.Files.Select(each => each.File).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Folder, "PlatformErrorsTaskExtensions.*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
}
