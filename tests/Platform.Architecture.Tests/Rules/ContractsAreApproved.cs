using Platform.Architecture.Tests.Approvals;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 4. Public API, telemetry names and option defaults stand in approved text files, so that a change to any of them is seen
/// in review as a change to a file. To approve one, replace the approved file by the received one that lies beside it.
/// </summary>
internal static class ContractsAreApproved
{
    public static IEnumerable<Violation> Check(House house)
    {
        var expected = house.Packed.SelectMany(Texts).ToDictionary(text => text.File, text => text, StringComparer.Ordinal);
        foreach (var (file, text) in expected.Values.Where(text => Differs(text, house)))
            yield return new Violation(file, $"differs from what is approved. If the change is meant, approve Approved/{Received(file)}:\n{LineDiff.Of(Approved(house, file), text)}");
        foreach (var stale in house.Approved.Keys.Except(expected.Keys))
            yield return new Violation(stale, "is approved, and no package has anything of the kind any more: delete the file.");
    }

    /// <summary>The files to write beside the approved ones, for whoever wants to compare or approve.</summary>
    public static IEnumerable<(string File, string Text)> ToReceive(House house) =>
        house.Packed.SelectMany(Texts).Where(text => Differs(text, house)).Select(text => (Received(text.File), LineDiff.Normalize(text.Text)));

    /// <summary>The contracts of one package. One that has no telemetry or no options has no such file.</summary>
    public static IEnumerable<(string File, string Text)> Texts(Package package)
    {
        yield return ($"{package.Name}.PublicApi.txt", PublicApiText.Of(package.Assembly.Loaded));
        if (TelemetryText.Of(package.Assembly) is { Length: > 0 } telemetry)
            yield return ($"{package.Name}.Telemetry.txt", telemetry);
        if (OptionsText.Of(package.Assembly.Loaded) is { Length: > 0 } options)
            yield return ($"{package.Name}.Options.txt", options);
    }

    private static bool Differs((string File, string Text) contract, House house) =>
        LineDiff.Normalize(Approved(house, contract.File)) != LineDiff.Normalize(contract.Text);

    private static string Approved(House house, string file) => house.Approved.GetValueOrDefault(file, "");

    private static string Received(string file) => Path.ChangeExtension(file, ".received.txt");
}
