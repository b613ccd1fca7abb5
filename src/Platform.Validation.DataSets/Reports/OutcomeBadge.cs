namespace Platform.Validation.DataSets.Reports;

/// <summary>An outcome as a word, a colour and a shape: nobody needs to see the colour.</summary>
internal static class OutcomeBadge
{
    public static string Words(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "passed",
        Outcome.Warned => "warned",
        Outcome.Failed => "failed",
        _ => "not checked",
    };

    public static string Of(Outcome outcome)
    {
        var (style, shape) = outcome switch
        {
            Outcome.Passed => ("passed", "<path d=\"M1.5 6.5 4.5 9.5 10.5 2.5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>"),
            Outcome.Warned => ("warned", "<path d=\"M6 1 11.5 11H.5Z\" fill=\"currentColor\"/>"),
            Outcome.Failed => ("failed", "<path d=\"M2 2 10 10M10 2 2 10\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>"),
            _ => ("not-checked", "<path d=\"M2 6H10\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>"),
        };
        return $"<span class=\"badge {style}\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{shape}</svg>{Words(outcome)}</span>";
    }
}
