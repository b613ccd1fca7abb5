namespace Platform.Webhooks.Signatures;

/// <summary>Why a message is not believed. It is for the operator; whoever sent the message is told none of it.</summary>
public enum WebhookFault
{
    /// <summary>Nothing: it is authentic and fresh.</summary>
    None,

    /// <summary>A header field that the scheme needs is missing or empty.</summary>
    MissingField,

    /// <summary>A header field that may be there once is there several times, and proxies disagree on which of them counts.</summary>
    RepeatedField,

    /// <summary>The id is longer than 256 characters, or has others than printable ASCII without spaces and full stops.</summary>
    InvalidId,

    /// <summary>The timestamp is not a number of seconds in its one spelling.</summary>
    InvalidTimestamp,

    /// <summary>The header field with the signatures has not the form that the scheme gives it, or more than 4,096 characters.</summary>
    MalformedSignature,

    /// <summary>There is no signature of a version for which there is a key.</summary>
    NoKnownVersion,

    /// <summary>No signature is of one of the keys and over these bytes.</summary>
    SignatureMismatch,

    /// <summary>The signature is right, and the time it was made lies before the window: a replay, a delayed delivery or a clock.</summary>
    TooOld,

    /// <summary>The signature is right, and the time it was made lies after the window: a clock, here or there.</summary>
    TooNew,
}
