using System.Globalization;
using CityDesk.Domain;
using CityDesk.Pages.Queue;

namespace CityDesk.Pages;

/// <summary>Domain values as the console says them.</summary>
internal static class Words
{
    public static string Css(RequestStatus status) => status switch
    {
        RequestStatus.Open => "status-open",
        RequestStatus.Assigned => "status-assigned",
        _ => "status-closed",
    };

    public static string Place(QueueRow row) => string.IsNullOrEmpty(row.Address) ? Coordinates(row.Latitude, row.Longitude) ?? "–" : row.Address;

    public static string RequestUrl(string publicId) => $"{ConsoleHost.Root}/requests/{Uri.EscapeDataString(publicId)}";

    public static string? Coordinates(double? latitude, double? longitude) => latitude is null || longitude is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{latitude:0.#####}, {longitude:0.#####}");

    /// <summary>A whole number, with its thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Happened(RequestEventKind kind) => kind switch
    {
        RequestEventKind.Opened => "Reported",
        RequestEventKind.Imported => "Imported",
        RequestEventKind.Numbered => "Number given",
        RequestEventKind.Assigned => "Assigned",
        RequestEventKind.Noted => "Note",
        RequestEventKind.Closed => "Closed",
        _ => "Reopened",
    };
}
