namespace CityDesk.Data;

/// <summary>What the first start made up and shows once: afterwards only hashes are kept.</summary>
public sealed record FirstStart(string StaffUserName, string StaffPassword, string ApiKey, int Requests);
