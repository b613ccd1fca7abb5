using Npgsql;
using Platform.Testing;

namespace Platform.Validation.DataSets.Tests.PostgreSql;

public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));
