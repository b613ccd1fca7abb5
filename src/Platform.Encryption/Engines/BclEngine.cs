namespace Platform.Encryption.Engines;

internal sealed class BclEngine : EncryptionEngine
{
    public override string Name => "bcl";

    protected internal override GcmKey CreateKey(ReadOnlySpan<byte> key) => new BclGcmKey(key);
}
