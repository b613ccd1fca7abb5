namespace CityDesk.Domain;

/// <summary>Where a request stands. Open311 knows only open and closed: an assigned request is open there.</summary>
public enum RequestStatus
{
    Open,
    Assigned,
    Closed,
}
