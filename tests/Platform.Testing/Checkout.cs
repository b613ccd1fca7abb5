namespace Platform.Testing;

/// <summary>The working tree that the running tests were built from.</summary>
public static class Checkout
{
    private const string Mark = "Platform.Libraries.sln";

    /// <summary>The folder that holds <c>Platform.Libraries.sln</c>, found upwards from where the test program lies.</summary>
    /// <exception cref="DirectoryNotFoundException">The program was copied out of the working tree.</exception>
    public static string Root { get; } = FindAbove(AppContext.BaseDirectory);

    /// <summary>Finds the checkout that <paramref name="folder"/> lies in.</summary>
    /// <param name="folder">A folder at any depth below the checkout, or the checkout itself.</param>
    /// <returns>The full path of the checkout.</returns>
    /// <exception cref="DirectoryNotFoundException">No folder above holds <c>Platform.Libraries.sln</c>.</exception>
    public static string FindAbove(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, Mark)))
                return current.FullName;
        }
        throw new DirectoryNotFoundException($"No {Mark} above {folder}.");
    }
}
