using System.Security.Cryptography;
using Platform.Encryption.EngineContract;
using Platform.Encryption.Engines;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests;

public sealed class BclEngineTests : EncryptionEngineContract
{
    protected override EncryptionEngine Engine => EncryptionEngine.Bcl;
}

/// <summary>The self-test must see an engine that is wrong, in each way in which engines have been wrong.</summary>
public sealed class EngineSelfTestTests
{
    [Theory]
    [InlineData(Fault.AcceptsEveryTag)]
    [InlineData(Fault.ComparesHalfTheTag)]
    [InlineData(Fault.LeavesPlaintextBehind)]
    [InlineData(Fault.IgnoresAdditionalData)]
    [InlineData(Fault.EncryptsNothing)]
    public void An_engine_with_a_fault_is_refused(Fault fault)
    {
        var thrown = Assert.Throws<CryptographicException>(() => new FaultyEngine(fault).SelfTest());
        Assert.Contains("must not be used", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_engine_without_a_fault_is_accepted() => new FaultyEngine(Fault.None).SelfTest();
}
