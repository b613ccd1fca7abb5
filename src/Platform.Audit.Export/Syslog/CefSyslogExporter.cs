using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Platform.Audit.Export.Cef;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Syslog;

/// <summary>Sends records as CEF in messages of syslog (RFC 5424).</summary>
internal sealed class CefSyslogExporter(string name, SyslogTarget target, string logName, TimeProvider time) : IAuditExporter
{
    private const string AppName = "platform-audit";
    private const int MaxMessageId = 32;

    private readonly CefWriter _writer = new(logName);
    private readonly string _host = HostName(Environment.MachineName);

    private byte[] _last = [];
    private bool _isBroken;

    public string Name => name;

    public ValueTask ExportAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken) =>
        target.Transport == SyslogTransport.Udp ? SendDatagramsAsync(records, cancellationToken) : SendStreamAsync(records, cancellationToken);

    /// <summary>One message, without what frames it.</summary>
    internal string Message(AuditExportRecord each)
    {
        var bytes = each.Record.Span;
        AuditRecord.TryRead(bytes, out var record);
        var at = record.Kind == AuditRecordKind.None ? "-" : record.RecordedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var header = string.Create(CultureInfo.InvariantCulture, $"<{target.Facility * 8 + SeverityOf(record)}>1 {at} {_host} {AppName} - {MessageId(record)} - ");
        return header + _writer.Write(each.Index, bytes, target.MaxMessageBytes - header.Length);
    }

    private static string MessageId(AuditRecord record) => record.Kind switch
    {
        AuditRecordKind.Event => Encoding.ASCII.GetString(record.Name[..Math.Min(MaxMessageId, record.Name.Length)]),
        _ => "-",
    };

    /// <summary>Section 6.2.1: 3 error, 4 warning, 5 notice, 6 informational.</summary>
    private static int SeverityOf(AuditRecord record)
    {
        if (record.Kind is AuditRecordKind.Gap or AuditRecordKind.None)
            return 3;
        foreach (var field in record.Fields)
        {
            if (field.Field == AuditField.Outcome)
                return (AuditOutcome)field.Integer switch { AuditOutcome.Denied => 4, AuditOutcome.Failure => 5, _ => 6 };
        }
        return 6;
    }

    /// <summary>Section 6.2.4: printable ASCII, without spaces.</summary>
    private static string HostName(string machine)
    {
        var printable = string.Concat(machine.Where(static character => character is > ' ' and <= '~'));
        return printable.Length == 0 ? "-" : printable[..Math.Min(printable.Length, 255)];
    }

    /// <summary>A receiver that goes down may have ended the last connection in order, with something unread. It is then found broken at the next, and what the last one had is sent again.</summary>
    private async ValueTask SendStreamAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken)
    {
        var isCounted = target.Transport == SyslogTransport.Tcp;
        using var framed = new MemoryStream();
        foreach (var record in records)
        {
            var message = Message(record);
            framed.Write(Encoding.UTF8.GetBytes(isCounted ? string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(message)} {message}") : message + '\n'));
        }
        var batch = framed.ToArray();
        try
        {
            await SyslogConnection.SendAsync(target, _isBroken ? (byte[])[.. _last, .. batch] : batch, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isBroken = true;
            throw;
        }
        (_last, _isBroken) = (batch, false);
    }

    private async ValueTask SendDatagramsAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken)
    {
        using var client = new UdpClient(target.Host, target.Port);
        foreach (var record in records)
            await client.SendAsync(Encoding.UTF8.GetBytes(Message(record)), cancellationToken).ConfigureAwait(false);
    }
}
