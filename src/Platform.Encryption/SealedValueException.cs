namespace Platform.Encryption;

/// <summary>A sealed value did not open. Says why as far as it can be known, and nothing of what is in it.</summary>
/// <param name="result">Why; anything but <see cref="OpenResult.Opened"/>.</param>
public sealed class SealedValueException(OpenResult result) : Exception(MessageOf(result))
{
    /// <summary>Why the value did not open.</summary>
    public OpenResult Result { get; } = result;

    private static string MessageOf(OpenResult result) => result switch
    {
        OpenResult.NotSealed => "This is no sealed value of a known format.",
        OpenResult.WrongSuite => "This sealed value is of another kind than the cipher that was asked to open it.",
        OpenResult.NotText => "This sealed value opens here and is no text: it was sealed as bytes.",
        OpenResult.KeyNotFound => "The key that this sealed value names is not in the keyset.",
        _ => "This sealed value does not open here: it was changed, or it belongs to another place.",
    };
}
