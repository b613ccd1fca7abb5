namespace Platform.RateLimiting.Gcra;

/// <summary>What can be said of a take by a time that is only about right.</summary>
internal enum AtOnce
{
    /// <summary>Nothing: the exact time has to be asked.</summary>
    Unknown,

    /// <summary>It conforms at whichever time it is, and was taken.</summary>
    Taken,

    /// <summary>It does not conform at whichever time it is.</summary>
    Refused,
}
