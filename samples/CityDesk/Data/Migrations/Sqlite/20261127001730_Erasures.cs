using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CityDesk.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Erasures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Erasures",
                columns: table => new
                {
                    ResidentId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    BegunAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Receipt = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table => table.PrimaryKey("PK_Erasures", x => x.ResidentId));

            migrationBuilder.CreateTable(
                name: "ResidentAddresses",
                columns: table => new
                {
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    ResidentId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false)
                },
                constraints: table => table.PrimaryKey("PK_ResidentAddresses", x => x.Hash));

            migrationBuilder.CreateIndex(
                name: "IX_Erasures_Unfinished",
                table: "Erasures",
                column: "BegunAt",
                filter: "\"FinishedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentAddresses_ResidentId",
                table: "ResidentAddresses",
                column: "ResidentId");

            // Rows of before are in plaintext and in no state to be sealed here: the file from which they come has them, and their numbers stay.
            // What a page has freed is overwritten, and not only forgotten.
            migrationBuilder.Sql("PRAGMA secure_delete = ON;");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" DROP COLUMN "Raw";""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" ADD COLUMN "Raw" BLOB NULL;""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" DROP COLUMN "Detail";""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" ADD COLUMN "Detail" BLOB NULL;""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" ADD COLUMN "Key" TEXT NOT NULL DEFAULT '';""");
            migrationBuilder.Sql("""UPDATE "ImportFindings" SET "Key" = lower(hex(randomblob(16)));""");

            migrationBuilder.CreateIndex(
                name: "IX_ImportFindings_Key",
                table: "ImportFindings",
                column: "Key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ImportFindings_Key",
                table: "ImportFindings");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" DROP COLUMN "Key";""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" DROP COLUMN "Raw";""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" ADD COLUMN "Raw" TEXT NOT NULL DEFAULT '';""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" DROP COLUMN "Detail";""");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" ADD COLUMN "Detail" TEXT NOT NULL DEFAULT '';""");

            migrationBuilder.DropTable(
                name: "ResidentAddresses");

            migrationBuilder.DropTable(
                name: "Erasures");
        }
    }
}
