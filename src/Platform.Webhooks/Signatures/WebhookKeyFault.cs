namespace Platform.Webhooks.Signatures;

/// <summary>What is wrong with the text of a key.</summary>
public enum WebhookKeyFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>There is no text, or nothing after the prefix.</summary>
    Empty,

    /// <summary>It begins with the prefix of another kind of key: <c>whsec_</c> is a secret, <c>whsk_</c> a private key, <c>whpk_</c> a public key.</summary>
    OtherKind,

    /// <summary>What follows the prefix is not base64 (RFC 4648, section 4) in its one canonical spelling.</summary>
    NotBase64,

    /// <summary>It has fewer bytes than a key of this kind may have.</summary>
    TooShort,

    /// <summary>It has more bytes than a key of this kind may have.</summary>
    TooLong,

    /// <summary>The public half that a private key carries does not belong to it.</summary>
    HalvesDiffer,
}
