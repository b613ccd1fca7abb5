using Microsoft.AspNetCore.DataProtection;

namespace Platform.Benchmarks.Encryption;

/// <summary>ASP.NET Core Data Protection with its defaults, keys in memory, on a kept protector.</summary>
internal sealed class DataProtectionWork
{
    private readonly IDataProtector _protector = new EphemeralDataProtectionProvider().CreateProtector("north/residents/email");
    private byte[] _value;

    public DataProtectionWork() => _value = _protector.Protect(FieldWork.Plaintext);

    public DataProtectionWork Protect()
    {
        _value = _protector.Protect(FieldWork.Plaintext);
        return this;
    }

    public byte[] Unprotect() => _protector.Unprotect(_value);

    public string UnprotectedText() => Convert.ToHexString(Unprotect());
}
