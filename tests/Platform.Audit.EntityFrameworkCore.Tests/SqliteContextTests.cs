using Platform.Audit.Records;
using Platform.Audit.StoreContract;

namespace Platform.Audit.EntityFrameworkCore.Tests;

public sealed class SqliteContextTests() : AuditedContextContract(new SqliteEngine())
{
    [Fact]
    public void A_model_without_the_intake_says_what_is_missing()
    {
        using var plain = new PlainContext(Engine.Options<PlainContext>().Options);

        var refused = Assert.Throws<InvalidOperationException>(() => plain.AppendAudit(new AuditEvent(TestLog.Closed)));

        Assert.Contains("UsePlatformAuditIntake", refused.Message, StringComparison.Ordinal);
    }
}

public sealed class SqliteCaptureTests() : CaptureContract(new SqliteEngine());
