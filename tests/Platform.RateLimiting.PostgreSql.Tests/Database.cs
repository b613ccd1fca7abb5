using Npgsql;
using Platform.Testing;

namespace Platform.RateLimiting.PostgreSql.Tests;

public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));
