using Npgsql;
using Platform.Testing;

namespace Platform.Encryption.PostgreSql.Tests;

/// <summary>The database of these tests.</summary>
public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));
