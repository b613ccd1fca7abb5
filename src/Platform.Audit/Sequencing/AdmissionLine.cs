namespace Platform.Audit.Sequencing;

/// <summary>
/// Those who wait before a full queue, in the order in which they came: what must not happen without its record before what may. They are bounded as the
/// queue is, so that what
/// waits outside of it takes no more memory than what waits inside. Used under the lock of the queue.
/// </summary>
/// <param name="most">At most so many.</param>
/// <param name="mostBytes">And so many bytes.</param>
internal sealed class AdmissionLine(int most, long mostBytes)
{
    private readonly LinkedList<Admission> _rejecting = [];
    private readonly LinkedList<Admission> _allowing = [];
    private long _bytes;

    public bool IsEmpty => _rejecting.Count + _allowing.Count == 0;

    /// <summary>Whether somebody would be overtaken.</summary>
    public bool IsBefore(WhenAuditUnavailable whenUnavailable) => _rejecting.Count > 0 || (whenUnavailable == WhenAuditUnavailable.Allow && _allowing.Count > 0);

    public Admission? TryEnter(int length, WhenAuditUnavailable whenUnavailable)
    {
        if (_rejecting.Count + _allowing.Count >= most || _bytes + length > mostBytes)
            return null;
        var admission = new Admission(length, whenUnavailable);
        Line(whenUnavailable).AddLast(admission);
        _bytes += length;
        return admission;
    }

    /// <summary>Calls those for whom there is room, as long as there is.</summary>
    /// <param name="keep">Keeps the room for one, if there is room.</param>
    public void Call(Func<Admission, bool> keep)
    {
        Call(_rejecting, keep);
        Call(_allowing, keep);
    }

    public void Leave(Admission admission)
    {
        if (Line(admission.WhenUnavailable).Remove(admission))
            _bytes -= admission.Length;
    }

    /// <summary>Calls everybody, without room.</summary>
    public void Dissolve()
    {
        foreach (var admission in _rejecting.Concat(_allowing))
            admission.Call();
        _rejecting.Clear();
        _allowing.Clear();
        _bytes = 0;
    }

    private void Call(LinkedList<Admission> line, Func<Admission, bool> keep)
    {
        while (line.First is { Value: var first } && keep(first))
        {
            line.RemoveFirst();
            _bytes -= first.Length;
            first.HasRoom = true;
            first.Call();
        }
    }

    private LinkedList<Admission> Line(WhenAuditUnavailable whenUnavailable) => whenUnavailable == WhenAuditUnavailable.Allow ? _allowing : _rejecting;
}
