using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>A rule of the house: its number, its sentence, the class that judges it.</summary>
internal sealed record Rule(string Number, string Sentence, Type Judge, Func<House, IEnumerable<Violation>> Check)
{
    public override string ToString() => $"Rule {Number}: {Sentence}";
}

/// <summary>The rules of the house, in the order and with the numbers of the architecture document; the unnumbered ones last.</summary>
internal static class RuleBook
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("1", "no feature package references another", typeof(FeaturePackagesStandAlone), Each(FeaturePackagesStandAlone.Check)),
        new("2", "ASP.NET Core and drivers stay in their own packages", typeof(DriversStayInTheirEngine), Each(DriversStayInTheirEngine.Check)),
        new("3", "core packages are trim- and AOT-compatible, and are run so", typeof(CoresCompileAheadOfTime), CoresCompileAheadOfTime.Check),
        new("4", "public API, telemetry and option defaults are approved", typeof(ContractsAreApproved), ContractsAreApproved.Check),
        new("5", "options are validated at start and need no configuration", typeof(OptionsAreValidatedAtStart), EachPacked(OptionsAreValidatedAtStart.Check)),
        new("6a", "time and randomness are injected", typeof(TimeAndRandomnessAreInjected), Each(TimeAndRandomnessAreInjected.Check)),
        new("6b", "there is no static mutable state", typeof(NoStaticMutableState), Each(NoStaticMutableState.Check)),
        new("7a", "everything async takes a CancellationToken last", typeof(AsyncTakesACancellationToken), Each(AsyncTakesACancellationToken.Check)),
        new("7b", "owned loops stop within a deadline and say what they dropped, and a test shows it", typeof(OwnedLoopsAreStopped), OwnedLoopsAreStopped.Check),
        new("8", "hot paths allocate nothing, and a test measures it", typeof(HotPathsAllocateNothing), HotPathsAllocateNothing.Check),
        new("9", "namespaces and extension classes follow the package", typeof(NamespacesFollowThePackage), NamespacesFollowThePackage.Check),
        new("10", "version, CHANGELOG and release tag agree", typeof(VersionsAgree), VersionsAgree.Check),
        new("+", "every package has a README and a CHANGELOG, indexed from the root", typeof(PackagesShowTheirFace), PackagesShowTheirFace.Check),
        new("+", "log events and telemetry have one home in each package", typeof(TelemetryHasOneHome), Each(TelemetryHasOneHome.Check)),
        new("+", "the solution holds every project", typeof(TheSolutionIsComplete), TheSolutionIsComplete.Check),
    ];

    private static Func<House, IEnumerable<Violation>> Each(Func<Package, IEnumerable<Violation>> check) => house => house.Packages.SelectMany(check);

    private static Func<House, IEnumerable<Violation>> EachPacked(Func<Package, IEnumerable<Violation>> check) => house => house.Packed.SelectMany(check);
}
