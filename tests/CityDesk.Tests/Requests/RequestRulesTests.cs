using CityDesk.Domain;
using Platform.Errors;

namespace CityDesk.Tests.Requests;

/// <summary>What may be done with a request in which state. A refusal is an error of the catalogue, and changes nothing.</summary>
public sealed class RequestRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_request_is_assigned_closed_and_reopened()
    {
        var request = Filed();

        request.Assign("Crew 1", "Ana", Now).ThrowIfFailure();
        request.Assign("Crew 2", "Ana", Now, "nearer").ThrowIfFailure();
        request.Close("Done.", "Ana", Now).ThrowIfFailure();
        request.AddNote("Looked again.", "Ana", Now).ThrowIfFailure();
        request.Reopen("Not done.", "Ana", Now).ThrowIfFailure();

        Assert.Equal((RequestStatus.Assigned, "Crew 2", 5), (request.Status, request.AssignedTo, request.Version));
        Assert.Equal(6, request.History.Count);
    }

    [Fact]
    public void A_batch_request_gets_its_number_once()
    {
        var request = Filed(SubmissionType.Batch);

        request.Number(Now).ThrowIfFailure();

        IsRefused(request, DeskErrors.AlreadyNumbered(), r => r.Number(Now));
    }

    [Fact]
    public void A_request_that_is_passed_on_never_gets_a_number() =>
        IsRefused(Filed(SubmissionType.Blackbox), DeskErrors.NeverNumbered(), r => r.Number(Now));

    [Fact]
    public void A_team_that_has_a_request_does_not_get_it_again()
    {
        var request = Filed();
        request.Assign("Crew 1", "Ana", Now).ThrowIfFailure();

        IsRefused(request, DeskErrors.AlreadyAssigned("Crew 1"), r => r.Assign("Crew 1", "Ben", Now));
    }

    [Fact]
    public void A_closed_request_is_neither_assigned_nor_closed_again()
    {
        var request = Filed();
        request.Close("Done.", "Ana", Now).ThrowIfFailure();

        IsRefused(request, DeskErrors.RequestClosed(), r => r.Assign("Crew 1", "Ben", Now));
        IsRefused(request, DeskErrors.RequestClosed(), r => r.Close("Done.", "Ben", Now));
    }

    [Fact]
    public void A_request_that_is_not_closed_is_not_reopened() =>
        IsRefused(Filed(), DeskErrors.RequestNotClosed(), r => r.Reopen("Not done.", "Ben", Now));

    private static void IsRefused(ServiceRequest request, Error expected, Func<ServiceRequest, Result> change)
    {
        var before = (request.Status, request.AssignedTo, request.StatusNotes, request.ClosedAt, request.NumberedAt, request.UpdatedAt, request.Version, request.History.Count);

        Assert.Equal((Result)expected, change(request));

        Assert.Equal(before, (request.Status, request.AssignedTo, request.StatusNotes, request.ClosedAt, request.NumberedAt, request.UpdatedAt, request.Version, request.History.Count));
    }

    private static ServiceRequest Filed(SubmissionType type = SubmissionType.Realtime)
    {
        var service = new Service { ChangedAt = Now, JurisdictionId = "city.example", Code = "LAMP", Name = "Lamp", Type = type };
        return ServiceRequest.File(service, new RequestDraft { Location = new Location { Address = "1 Mill Lane" } }, "resident", Now);
    }
}
