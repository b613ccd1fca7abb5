using CityDesk.Domain;
using CityDesk.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Platform.Encryption.Erasing;
using Platform.Encryption.Reencryption;

namespace CityDesk.Pages.Residents;

/// <summary>Residents by what they said of themselves. What is searched travels in the body, so that no address stands in one: logs keep those.</summary>
internal sealed class ResidentsModel(ResidentRecords residents) : PageModel
{
    public string Searched { get; private set; } = "";

    public string? Problem { get; private set; }

    /// <summary>Who was found; <see langword="null"/> before anybody was searched.</summary>
    public IReadOnlyList<Resident>? Found { get; private set; }

    public ReencryptionReport? Rotated { get; private set; }

    public ErasureReceipt? Receipt { get; private set; }

    public IActionResult OnGet() => Page();

    public Task OnPostFindAsync(string? who, CancellationToken cancellationToken) => FindAsync(who, cancellationToken);

    public async Task OnPostRotateAsync(string? who, string? resident, CancellationToken cancellationToken)
    {
        if (await IsOfAsync(who, resident, cancellationToken))
            Rotated = await residents.RotateAsync(resident!, cancellationToken);
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

        if (!(await residents.EraseAsync(resident!, cancellationToken)).TryGet(out var receipt, out _))
        {
            Problem = "The audit log is busy, so that nothing was erased for good. Try again in a moment.";
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Receipt = receipt;
        Found = null;
        Searched = "";
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
}
