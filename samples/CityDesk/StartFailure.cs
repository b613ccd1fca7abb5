using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CityDesk.Commands;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Audit;

namespace CityDesk;

/// <summary>
/// What an operator can put right: told in a sentence, with the remedy, where a stack trace would only hide it. Whatever is not
/// known here is a fault of the program, and is shown as one.
/// </summary>
internal static partial class StartFailure
{
    /// <returns>The sentence and the exit code; <see langword="null"/> when the failure is none of these.</returns>
    public static (string Message, int ExitCode)? Explain(Exception failure) => failure switch
    {
        OperatorException told => (told.Message, told.ExitCode),
        OptionsValidationException invalid => Refuse(invalid.Failures),
        AggregateException { InnerExceptions: var several } when several.All(static one => one is OptionsValidationException) =>
            Refuse(several.SelectMany(static one => ((OptionsValidationException)one).Failures)),
        PostgresException refused when IsOfTheConnection(refused) => ($"PostgreSQL refuses: {refused.MessageText} ({refused.SqlState}). Check Database:ConnectionString.", ExitCodes.Failure),
        NpgsqlException unreachable and not PostgresException => ($"PostgreSQL cannot be reached: {Reason(unreachable)} Check that it runs, and where Database:ConnectionString says it is.", ExitCodes.Failure),
        AuditIntegrityException audit => ($"The audit log is refused: {Sentence(audit.Message)} Audit:CheckpointFile has what it was when it was last signed; see the README, under Audit.", ExitCodes.Failure),
        SqliteException database => ($"The database cannot be used: {database.Message.TrimEnd('.')}. Check Desk:DataFolder.", ExitCodes.Failure),
        { InnerException: AddressInUseException } => ($"{Sentence(failure.Message)} Is the desk running already? Choose another address with --Urls=http://127.0.0.1:PORT.", ExitCodes.Failure),
        SocketException address => ($"The web host cannot listen there: {Sentence(address.Message)} Choose another address with --Urls=http://127.0.0.1:PORT.", ExitCodes.Failure),
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } when failure.Message.Contains("HTTPS endpoint", StringComparison.Ordinal) =>
            ("Settings: Urls asks for https, and there is no certificate. Name one with --Kestrel:Certificates:Default:Path=FILE.pfx (its password with --Kestrel:Certificates:Default:Password=…), or write --Urls=http://127.0.0.1:PORT behind a proxy that speaks https.", ExitCodes.Usage),
        IOException or UnauthorizedAccessException or CryptographicException when IsOfTheCertificate(failure) =>
            ($"Settings: the certificate that Kestrel:Certificates names cannot be used: {Sentence(failure.Message)} A path is looked for from {AppContext.BaseDirectory}, or written in full.", ExitCodes.Usage),
        FormatException { Source: "Microsoft.AspNetCore.Http" or "Microsoft.AspNetCore.Server.Kestrel.Core" } url => ($"Settings: Urls cannot be read: {Sentence(url.Message)} Write --Urls=http://127.0.0.1:PORT.", ExitCodes.Usage),
        ArgumentOutOfRangeException { ParamName: "port" } => ("Settings: a port is a number from 0 to 65535. Write --Urls=http://127.0.0.1:PORT.", ExitCodes.Usage),
        // EF Core says it so where trying again might help.
        InvalidOperationException { InnerException: NpgsqlException inner } => Explain(inner),
        _ => null,
    };

    private static (string Message, int ExitCode) Refuse(IEnumerable<string> failures) =>
        ($"Settings: {string.Join(" ", failures.Select(static failure => Annotation().Replace(failure, "$1")).Distinct())} See '{ThisProgram.Call} --help'.", ExitCodes.Usage);

    /// <summary>How the framework wraps the sentence of an attribute.</summary>
    [GeneratedRegex(@"^DataAnnotation validation failed for '\w+' members: '\w+' with the error: '(.*)'\.$")]
    private static partial Regex Annotation();

    /// <summary>Class 08 of SQLSTATE is the connection, 28 the name or password, 3D the database, 53 that there is no room, 57 that it starts or stops; 42501 a missing right.</summary>
    private static bool IsOfTheConnection(PostgresException refused) =>
        refused.SqlState is PostgresErrorCodes.InsufficientPrivilege || refused.SqlState[..2] is "08" or "28" or "3D" or "53" or "57";

    /// <summary>The failure itself does not say whose file it is; only the server's own configuration reads certificates here.</summary>
    private static bool IsOfTheCertificate(Exception failure) =>
        failure.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) == true && failure.StackTrace.Contains("Certificate", StringComparison.Ordinal);

    private static string Reason(NpgsqlException failure) =>
        failure.InnerException is { } inner ? $"{failure.Message.TrimEnd('.')} ({inner.Message.TrimEnd('.')})." : Sentence(failure.Message);

    private static string Sentence(string text) => text.TrimEnd('.', ' ') + ".";
}
