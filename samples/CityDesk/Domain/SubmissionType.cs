namespace CityDesk.Domain;

/// <summary>When a resident learns the number of a request (GeoReport v2, GET Service List, <c>type</c>).</summary>
public enum SubmissionType
{
    /// <summary>At once.</summary>
    Realtime,

    /// <summary>Later: a token is returned at once and can be exchanged for the number when the batch has run.</summary>
    Batch,

    /// <summary>Never: the report is passed on and cannot be followed.</summary>
    Blackbox,
}
