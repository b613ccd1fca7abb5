using System.Text;

namespace Platform.Validation.DataSets.Reports;

/// <summary>Texts that the package carries.</summary>
internal static class Resource
{
    public static string Read(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream($"Platform.Validation.DataSets.{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
