using Microsoft.EntityFrameworkCore;
using Platform.Audit.PostgreSql;
using Platform.Webhooks.PostgreSql;

namespace CityDesk.Data;

public sealed class PostgreSqlDeskDbContext(DbContextOptions<PostgreSqlDeskDbContext> options) : DeskDbContext(options)
{
    private protected override string? AuditSchema => PostgreSqlAuditStore.DefaultSchema;

    private protected override string? OutboxSchema => PostgreSqlOutboxStore.DefaultSchema;
}
