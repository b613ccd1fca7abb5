namespace Platform.Encryption;

/// <summary>How nonces are made. No call takes one. Format, "Nonces".</summary>
public enum NonceMode
{
    /// <summary>24 random bytes for each value, or for each batch. Right everywhere.</summary>
    Random,

    /// <summary>
    /// 24 random bytes for each writer and epoch, counted up for each value: several times faster. An epoch ends after 65,536 values
    /// or one second. Not where a running process is cloned with its memory (snapshots of running virtual machines of which the
    /// copy goes on too).
    /// </summary>
    Epoch,
}
