namespace CityDesk.Pages;

/// <summary>One area of the console.</summary>
/// <param name="Title">As it stands in the navigation.</param>
/// <param name="Path">Its first page.</param>
/// <param name="Below">What its further pages' paths begin with.</param>
internal sealed record ConsoleArea(string Title, string Path, string Below)
{
    /// <summary>For <c>aria-current</c>: this very page, somewhere in this area, or elsewhere.</summary>
    public string? Current(PathString path) =>
        path.Equals(Path, StringComparison.OrdinalIgnoreCase) ? "page"
        : path.StartsWithSegments(Below, StringComparison.OrdinalIgnoreCase) ? "true"
        : null;
}

/// <summary>What the navigation offers, in its order. A new area is one line here.</summary>
internal static class ConsoleNavigation
{
    public static IReadOnlyList<ConsoleArea> Areas { get; } =
    [
        new("Requests", ConsoleHost.Root, $"{ConsoleHost.Root}/requests"),
        new("Residents", $"{ConsoleHost.Root}/residents", $"{ConsoleHost.Root}/residents"),
        new("Contractors", $"{ConsoleHost.Root}/contractors", $"{ConsoleHost.Root}/contractors"),
        new("Audit", $"{ConsoleHost.Root}/audit", $"{ConsoleHost.Root}/audit"),
        new("Usage", $"{ConsoleHost.Root}/usage", $"{ConsoleHost.Root}/usage"),
        new("Data quality", $"{ConsoleHost.Root}/quality", $"{ConsoleHost.Root}/quality"),
        new("Keys", $"{ConsoleHost.Root}/keys", $"{ConsoleHost.Root}/keys"),
        new("Plugins", $"{ConsoleHost.Root}/plugins", $"{ConsoleHost.Root}/plugins"),
        new("Health", $"{ConsoleHost.Root}/health", $"{ConsoleHost.Root}/health"),
    ];
}
