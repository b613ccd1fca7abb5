namespace Platform.Validation.DataSets.Columns;

/// <summary>What can be said of the values of a column.</summary>
internal enum ValueKind
{
    /// <summary>Texts have a length.</summary>
    Text,

    /// <summary>Numbers have a mean.</summary>
    Number,

    /// <summary>Points in time have a newest.</summary>
    Time,

    /// <summary>Others can only be told apart.</summary>
    Other,
}
