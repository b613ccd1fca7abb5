using CityDesk.Domain;
using CityDesk.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Platform.Encryption.Erasing;
using Platform.Encryption.Reencryption;
using Platform.Errors;

namespace CityDesk.Pages.Residents;

/// <summary>Residents by what they said of themselves. What is searched travels in the body, so that no address stands in one: logs keep those.</summary>
internal sealed class ResidentsModel(ResidentRecords residents, ResidentErasure erasure, ErrorTexts texts) : PageModel
{
    private const int ErasuresShown = 50;

    /// <summary>A JSON Web Signature in compact serialization: RFC 7515, section 9.2.1.</summary>
    private const string ReceiptType = "application/jose";

    public string Searched { get; private set; } = "";

    public string? Problem { get; private set; }

    /// <summary>Who was found; <see langword="null"/> before anybody was searched.</summary>
    public IReadOnlyList<Resident>? Found { get; private set; }

    public ReencryptionReport? Rotated { get; private set; }

    public ErasureReceipt? Receipt { get; private set; }

    /// <summary>The latest erasures. They name nobody.</summary>
    public IReadOnlyList<ErasureState> Erasures { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadErasuresAsync(cancellationToken);

    /// <summary>The receipt of an erasure again, to take along.</summary>
    public async Task<IActionResult> OnGetReceiptAsync(string? id, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "N", out var known) && await erasure.FindReceiptAsync(known.ToString("N"), cancellationToken) is { } receipt
            ? File(System.Text.Encoding.ASCII.GetBytes(receipt), ReceiptType, $"erasure-{known:N}.jws")
            : NotFound();

    public Task OnPostFindAsync(string? who, CancellationToken cancellationToken) => FindAsync(who, cancellationToken);

    public async Task OnPostRotateAsync(string? who, string? resident, CancellationToken cancellationToken)
    {
        if (!await IsOfAsync(who, resident, cancellationToken))
            return;
        if ((await residents.RotateAsync(resident!, cancellationToken)).TryGet(out var rotated, out var refusal))
        {
            Rotated = rotated;
            return;
        }

        Problem = texts.Detail(in refusal) ?? texts.Title(in refusal);
        Response.StatusCode = StatusCodes.Status409Conflict;
    }

    public async Task OnPostEraseAsync(string? who, string? resident, CancellationToken cancellationToken)
    {
        if (!await IsOfAsync(who, resident, cancellationToken))
            return;
        if (!Found!.Single(each => each.Id == resident).IsWhole)
        {
            Problem = "Some of this resident's requests were filed under something else. Search by the e-mail address that all of them share.";
            return;
        }

        if (!(await erasure.EraseAsync(resident!, cancellationToken)).TryGet(out var receipt, out _))
        {
            Problem = "The audit log is busy. The erasure has begun, and is gone on with within a minute by itself.";
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Receipt = receipt;
        Found = null;
        Searched = "";
        await LoadErasuresAsync(cancellationToken);
    }

    /// <summary>Only somebody who was found can be acted on, so that nobody makes keys, or bars them, for ids of their own invention.</summary>
    private async Task<bool> IsOfAsync(string? who, string? resident, CancellationToken cancellationToken)
    {
        await FindAsync(who, cancellationToken);
        if (Found?.Any(each => each.Id == resident) == true)
            return true;
        Problem ??= "That resident is not found any more. Search again.";
        return false;
    }

    private async Task FindAsync(string? who, CancellationToken cancellationToken)
    {
        Searched = who?.Trim() ?? "";
        if (Searched.Length is 0 or > Reporter.EmailMaxLength || DeskText.IndexOfForbidden(Searched) >= 0)
        {
            Problem = $"Write an e-mail address or a telephone number, of at most {Reporter.EmailMaxLength} characters.";
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }

        Found = await residents.FindAsync(Searched, cancellationToken);
    }

    private async Task LoadErasuresAsync(CancellationToken cancellationToken) => Erasures = await erasure.ListAsync(ErasuresShown, cancellationToken);
}
