using Microsoft.EntityFrameworkCore;

namespace CityDesk.Data;

public sealed class PostgreSqlDeskDbContext(DbContextOptions<PostgreSqlDeskDbContext> options) : DeskDbContext(options);
