using Microsoft.EntityFrameworkCore;
using Platform.Audit.PostgreSql;

namespace CityDesk.Data;

public sealed class PostgreSqlDeskDbContext(DbContextOptions<PostgreSqlDeskDbContext> options) : DeskDbContext(options)
{
    private protected override string? AuditSchema => PostgreSqlAuditStore.DefaultSchema;
}
