namespace CityDesk.Open311.Callers;

/// <summary>Marks an endpoint of Open311.</summary>
internal sealed class OpenEndpoint;

/// <summary>Marks one that takes a form.</summary>
internal sealed class FormEndpoint;
