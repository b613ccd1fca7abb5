namespace Platform.Validation.Schema.Tape;

/// <summary>Why bytes are no JSON that is let in.</summary>
internal enum ScanFault
{
    None,
    TooLarge,
    NotUtf8,
    Malformed,
    TooDeep,
    LoneSurrogate,
    DuplicateProperty,
    TooManyProperties,
    TooManyItems,
}
