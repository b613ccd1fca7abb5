using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;
using Platform.Audit.Records;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>
/// A change of an entity as an event: <c>entity.added</c>, <c>entity.changed</c> or <c>entity.deleted</c>; of a link between two <c>entity.linked</c> or
/// <c>entity.unlinked</c>. A value that is absent on one side was null there.
/// </summary>
internal readonly struct ChangeEvent(CapturedChange change) : IAuditEvent
{
    public const string Mask = "(masked)";

    /// <summary>What is left of a record for values. A value that is longer than its share is told by its length and its hash.</summary>
    private const int MaxValues = 48_000;
    private const int MaxValue = 8_192;
    private const int DigestLength = 128;

    private static readonly AuditEventType Added = new("entity.added");
    private static readonly AuditEventType Changed = new("entity.changed");
    private static readonly AuditEventType Deleted = new("entity.deleted");
    private static readonly AuditEventType Linked = new("entity.linked");
    private static readonly AuditEventType Unlinked = new("entity.unlinked");

    public AuditEventType EventType => (change.State, change.Plan.IsLink) switch
    {
        (EntityState.Added, true) => Linked,
        (_, true) => Unlinked,
        (EntityState.Added, _) => Added,
        (EntityState.Deleted, _) => Deleted,
        _ => Changed,
    };

    public void WriteTo(ref AuditEventWriter writer)
    {
        var (entry, plan) = (change.Entry, change.Plan);
        writer.Subject(plan.SubjectOf(entry));
        writer.Target(plan.TargetOf(entry));
        writer.Outcome(AuditOutcome.Success);
        var budget = new Budget();
        if (change.State != EntityState.Deleted)
            WriteAfter(ref writer, entry, ref budget);
        var isUnread = WriteBefore(ref writer, entry, ref budget);
        writer.Text("entity", plan.Name);
        writer.Text("item", plan.ItemOf(entry));
        if (budget.Omitted > 0)
            writer.Integer("omitted", budget.Omitted);
        writer.Text("other", plan.OtherOf(entry));
        if (isUnread)
            writer.Boolean("unread", true);
    }

    private void WriteAfter(ref AuditEventWriter writer, IUpdateEntry entry, ref Budget budget)
    {
        for (var at = 0; at < change.Plan.Properties.Count; at++)
        {
            var property = change.Plan.Properties[at];
            if (change.State == EntityState.Added || change.IsSent[at])
                Write(ref writer, property, property.After, entry.GetCurrentValue(property.Property), ref budget);
        }
    }

    /// <returns>Whether something was written over that nobody had read.</returns>
    private bool WriteBefore(ref AuditEventWriter writer, IUpdateEntry entry, ref Budget budget)
    {
        var isUnread = false;
        for (var at = 0; at < change.Before.Length; at++)
        {
            var property = change.Plan.Properties[at];
            if (change.State == EntityState.Modified)
            {
                if (!change.IsSent[at])
                    continue;
                if (property.AreSame(change.Before[at], entry.GetCurrentValue(property.Property)))
                {
                    isUnread = true;
                    continue;
                }
            }
            Write(ref writer, property, property.Before, change.Before[at], ref budget);
        }
        return isUnread;
    }

    private static void Write(ref AuditEventWriter writer, PropertyPlan property, string name, object? value, ref Budget budget)
    {
        if (value is null || property.Shown(value) is not { } shown)
            return;
        if (property.Treatment == CaptureTreatment.Masked)
            shown = Mask;
        else if (property.Treatment == CaptureTreatment.Personal)
            shown = Text(shown);
        var isPersonal = property.Treatment == CaptureTreatment.Personal;
        // What lies beside the record travels with it.
        var length = LengthOf(shown) + (isPersonal ? DigestLength : 0);
        if (!budget.TryTake(name.Length + DigestLength, length, out var isWhole))
            return;
        switch (shown)
        {
            case string text when !isWhole:
                writer.Text(name, isPersonal ? FormattableString.Invariant($"(personal: {text.Length} characters)") : Digest(text.Length, "characters", Encoding.UTF8.GetBytes(text)));
                break;
            case byte[] bytes when !isWhole:
                writer.Text(name, Digest(bytes.Length, "bytes", bytes));
                break;
            case string text when isPersonal:
                writer.Personal(name, text);
                break;
            case string text:
                writer.Text(name, text);
                break;
            case long integer:
                writer.Integer(name, integer);
                break;
            case bool boolean:
                writer.Boolean(name, boolean);
                break;
            case Guid guid:
                writer.Guid(name, guid);
                break;
            case DateTimeOffset time:
                writer.Time(name, time);
                break;
            case byte[] bytes:
                writer.Bytes(name, bytes);
                break;
            default:
                writer.Text(name, Text(shown));
                break;
        }
    }

    private static string Text(object shown) => shown switch
    {
        string text => text,
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => Convert.ToString(shown, CultureInfo.InvariantCulture) ?? "",
    };

    private static int LengthOf(object shown) => shown switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        byte[] bytes => bytes.Length,
        _ => 16,
    };

    private static string Digest(int length, string unit, byte[] bytes) => string.Create(CultureInfo.InvariantCulture, $"({length} {unit}, sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))})");

    /// <summary>An event has to fit into a record, whatever somebody saves: otherwise it could not be saved.</summary>
    private struct Budget()
    {
        private int _left = MaxValues;

        /// <summary>How many values are not even told by their hash.</summary>
        public int Omitted { get; private set; }

        public bool TryTake(int least, int length, out bool isWhole)
        {
            isWhole = length <= MaxValue && least + length <= _left;
            if (least > _left)
            {
                Omitted++;
                return false;
            }
            _left -= isWhole ? least + length : least;
            return true;
        }
    }
}
