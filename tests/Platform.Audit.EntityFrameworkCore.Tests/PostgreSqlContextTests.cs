namespace Platform.Audit.EntityFrameworkCore.Tests;

public sealed class PostgreSqlContextTests(Database database) : AuditedContextContract(new PostgreSqlEngine(database)), IClassFixture<Database>;

public sealed class PostgreSqlCaptureTests(Database database) : CaptureContract(new PostgreSqlEngine(database)), IClassFixture<Database>;
