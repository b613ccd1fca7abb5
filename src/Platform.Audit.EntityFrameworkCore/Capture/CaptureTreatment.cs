namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>What an event says of a property.</summary>
internal enum CaptureTreatment
{
    /// <summary>Its values.</summary>
    Shown,

    /// <summary>That it was changed.</summary>
    Masked,

    /// <summary>Commitments to its values, which lie beside the record.</summary>
    Personal,

    /// <summary>Nothing.</summary>
    Omitted,
}
